"""A folder of articles made from a seed: the same bytes on every machine, and what should become of each of them."""
