resource "aws_security_group" "application" {
  name    = "application"
  ingress = []
}
