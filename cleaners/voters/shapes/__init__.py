"""Page shapes: what the arrangement of a document's blocks tells of them. Used by the structure voter alone."""
