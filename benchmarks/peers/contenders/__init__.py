"""What is compared, a file each."""
