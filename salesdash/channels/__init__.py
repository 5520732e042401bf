"""What does each channel and each unit of spend bring, and where is the next one best spent?"""
