def build(f):
    return []
