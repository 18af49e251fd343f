"""Archive packages: a collection as a BagIt bag with Dublin Core and PREMIS, and what has become of one since."""
