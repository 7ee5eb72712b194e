"""Who is there: sign-in, unlocking of one's key, invitations, devices and what holds off those who guess."""
