"""What builds the documentation: pages that follow from the code, and Sphinx over all of them."""
