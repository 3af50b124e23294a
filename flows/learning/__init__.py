"""What sites repeat: sketches of their pages, and the snapshot made of them."""
