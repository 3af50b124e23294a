"""What former runs did, and what is unlike them now."""
