"""The article: typed, immutable nodes that know where they were read."""
