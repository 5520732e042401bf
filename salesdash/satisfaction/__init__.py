"""How content are customers, what drives it, and what does it do to what they buy?"""
