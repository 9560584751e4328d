locals {
  everywhere = ["0.0.0.0/0"]
}

resource "aws_security_group" "web" {
  name    = "web"
  ingress = []
}

resource "aws_security_group" "split" {
  count = 2
  name  = "split-${count.index}"
}
