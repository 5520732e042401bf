"""What changed, where, and what is at stake?"""
