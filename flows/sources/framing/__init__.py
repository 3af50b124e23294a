"""Where records lie in containers: frames of bytes, below any format's meaning."""
