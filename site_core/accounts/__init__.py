"""How staff sign in: password, second factor, passkeys, and how long a session lasts."""
