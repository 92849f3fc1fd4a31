"""What `ubah doctor` says of a repository, as far as all forges have it in common."""
