"""Against whom do we win and lose, why, and what would another price or offer change?"""
