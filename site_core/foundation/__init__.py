"""What every room stands on: the base page, site-wide settings, system checks."""
