"""OFD documents (GB/T 33190): the text of the pages, put back into lines."""
