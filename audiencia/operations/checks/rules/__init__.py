"""What facts mean in plain words: each rule takes facts and gives one check. Pure."""
