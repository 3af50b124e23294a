"""Rules as data: rule files, overlays, and the matcher that finds all of them in linear time."""
