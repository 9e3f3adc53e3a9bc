"""stub"""
def marks(outcome, language):
    return ("verzonnen voorbeeldronde",)
