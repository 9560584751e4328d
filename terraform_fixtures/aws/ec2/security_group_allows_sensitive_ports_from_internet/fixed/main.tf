resource "aws_security_group" "database" {
  name    = "database"
  ingress = []
}

resource "aws_security_group" "split" {
  name = "split"
}
