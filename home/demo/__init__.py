"""The demo site: content as TOML and pictures, and what loads them."""
