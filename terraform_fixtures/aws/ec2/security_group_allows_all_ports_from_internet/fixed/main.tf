resource "aws_security_group" "all_traffic" {
  name    = "all-traffic"
  ingress = []
}

resource "aws_security_group" "ranges" {
  name = "ranges"
}

resource "aws_security_group_rule" "high" {
  type              = "ingress"
  security_group_id = aws_security_group.ranges.id
  protocol          = "udp"
  from_port         = 32768
  to_port           = 65535
  ipv6_cidr_blocks  = ["::/0"]
}
