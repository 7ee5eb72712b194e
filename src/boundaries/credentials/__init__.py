"""What people sign in with, on every site: keys from passwords, one-time codes, and how long to wait after a wrong one."""
