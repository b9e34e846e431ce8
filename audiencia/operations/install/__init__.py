"""`audiencia setup`: what a machine needs around the program, written from templates; and `audiencia uninstall`."""
