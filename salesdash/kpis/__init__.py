"""Which figures tell how we are doing, against which target, and which of them is out of line?"""
