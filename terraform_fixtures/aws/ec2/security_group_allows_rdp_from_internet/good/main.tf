resource "aws_security_group" "web" {
  name = "web"

  ingress {
    protocol    = "tcp"
    from_port   = 80
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    protocol    = "udp"
    from_port   = 3389
    to_port     = 3389
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    protocol  = "tcp"
    from_port = 3389
    to_port   = 3389
    self      = true
  }
}

resource "aws_security_group" "office" {
  name = "office"
}

resource "aws_vpc_security_group_ingress_rule" "office" {
  for_each          = toset(["198.51.100.0/24", "203.0.113.0/24"])
  security_group_id = aws_security_group.office.id
  ip_protocol       = "tcp"
  from_port         = 3389
  to_port           = 3389
  cidr_ipv4         = each.value
}
