resource "aws_security_group" "all_traffic" {
  name = "all-traffic"

  ingress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "ranges" {
  name = "ranges"
}

resource "aws_security_group_rule" "low" {
  type              = "ingress"
  security_group_id = aws_security_group.ranges.id
  protocol          = "udp"
  from_port         = 0
  to_port           = 32767
  ipv6_cidr_blocks  = ["::/0"]
}

resource "aws_security_group_rule" "high" {
  type              = "ingress"
  security_group_id = aws_security_group.ranges.id
  protocol          = "udp"
  from_port         = 32768
  to_port           = 65535
  ipv6_cidr_blocks  = ["::/0"]
}

resource "aws_vpc_security_group_ingress_rule" "elsewhere" {
  security_group_id = "sg-0123456789abcdef0"
  ip_protocol       = "tcp"
  from_port         = 1
  to_port           = 65535
  cidr_ipv4         = "0.0.0.0/0"
}
