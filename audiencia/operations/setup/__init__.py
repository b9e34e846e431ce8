"""A municipality's configuration made from spreadsheets (`audiencia import`) or from answers (`audiencia init`)."""
