"""The municipality's own people: accounts, sign-in, roles and what each role may do."""
