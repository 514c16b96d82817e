"""x"""
class Index: pass
