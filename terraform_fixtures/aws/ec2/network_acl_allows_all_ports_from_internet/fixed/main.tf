resource "aws_network_acl" "all_traffic" {
  vpc_id = "vpc-0123456789abcdef0"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 90
    action     = "deny"
    protocol   = "tcp"
    from_port  = 0
    to_port    = 1023
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 91
    action     = "deny"
    protocol   = "udp"
    from_port  = 0
    to_port    = 1023
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "split" {
  vpc_id = "vpc-0123456789abcdef0"
}

resource "aws_network_acl_rule" "split" {
  network_acl_id  = aws_network_acl.split.id
  rule_number     = 100
  rule_action     = "ALLOW"
  protocol        = "17"
  from_port       = 0
  to_port         = 65535
  ipv6_cidr_block = "::/0"
}
