"""What the operating system gives: the clock, the disk, the environment, a printer."""
