resource "aws_network_acl" "denied_first" {
  vpc_id = "vpc-0123456789abcdef0"

  ingress {
    rule_no    = 300
    action     = "allow"
    protocol   = "-1"
    from_port  = 0
    to_port    = 0
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "198.51.100.0/24"
  }

  ingress {
    rule_no    = 200
    action     = "deny"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "outgoing" {
  vpc_id = "vpc-0123456789abcdef0"
}

resource "aws_network_acl_rule" "outgoing" {
  network_acl_id = aws_network_acl.outgoing.id
  rule_number    = 100
  egress         = true
  rule_action    = "allow"
  protocol       = "-1"
  cidr_block     = "0.0.0.0/0"
}
