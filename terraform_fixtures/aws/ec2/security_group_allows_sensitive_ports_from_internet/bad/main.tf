resource "aws_security_group" "database" {
  name = "database"

  ingress {
    protocol    = "tcp"
    from_port   = 5432
    to_port     = 5432
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "split" {
  name = "split"
}

resource "aws_vpc_security_group_ingress_rule" "cache" {
  security_group_id = aws_security_group.split.id
  ip_protocol       = "udp"
  from_port         = 11211
  to_port           = 11211
  cidr_ipv6         = "::/0"
}

resource "aws_security_group_rule" "range" {
  type              = "ingress"
  security_group_id = aws_security_group.split.id
  protocol          = "tcp"
  from_port         = 8000
  to_port           = 9999
  cidr_blocks       = ["0.0.0.0/1", "128.0.0.0/1"]
}
