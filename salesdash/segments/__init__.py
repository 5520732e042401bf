"""Which groups of customers do we have, what is each worth, and which of them are about to leave?"""
