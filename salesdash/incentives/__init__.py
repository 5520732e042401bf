"""What do our pay plans reward, what do they cost, and would another plan sell more?"""
