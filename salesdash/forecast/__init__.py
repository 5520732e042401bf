"""What will we sell in the coming months, how sure is that, and where will the running period land?"""
