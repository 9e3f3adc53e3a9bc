"""Tables as official publishers give them, made into regions."""
