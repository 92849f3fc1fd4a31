"""What a change may bring about: the assets that it reaches, the releases that it meets, its risk."""
