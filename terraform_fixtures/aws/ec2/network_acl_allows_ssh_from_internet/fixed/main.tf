resource "aws_network_acl" "inline" {
  vpc_id = "vpc-0123456789abcdef0"

  ingress {
    rule_no    = 200
    action     = "deny"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 0
    to_port    = 1023
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 90
    action     = "deny"
    protocol   = "tcp"
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "objects" {
  vpc_id = "vpc-0123456789abcdef0"

  ingress = [
    {
      rule_no         = 100
      action          = "allow"
      protocol        = "-1"
      from_port       = 0
      to_port         = 0
      cidr_block      = "0.0.0.0/0"
      ipv6_cidr_block = null
      icmp_type       = 0
      icmp_code       = 0
    }
  ]
}

resource "aws_network_acl" "split" {
  vpc_id = "vpc-0123456789abcdef0"
}

resource "aws_network_acl_rule" "denied_in_part" {
  network_acl_id = aws_network_acl.split.id
  rule_number    = 10
  rule_action    = "deny"
  protocol       = "tcp"
  from_port      = 22
  to_port        = 22
  cidr_block     = "203.0.113.0/24"
}

resource "aws_network_acl_rule" "allowed" {
  network_acl_id  = aws_network_acl.split.id
  rule_number     = 20
  rule_action     = "allow"
  protocol        = "-1"
  ipv6_cidr_block = "::/0"
}

resource "aws_network_acl_rule" "allowed_2" {
  network_acl_id  = aws_network_acl_rule.allowed.network_acl_id
  rule_number     = aws_network_acl_rule.allowed.rule_number - 1
  rule_action     = "deny"
  protocol        = "tcp"
  from_port       = 22
  to_port         = 22
  cidr_block      = aws_network_acl_rule.allowed.cidr_block
  ipv6_cidr_block = aws_network_acl_rule.allowed.ipv6_cidr_block
}

resource "aws_network_acl_rule" "elsewhere" {
  network_acl_id = "acl-0123456789abcdef0"
  rule_number    = 100
  egress         = false
  rule_action    = "allow"
  protocol       = "tcp"
  from_port      = 22
  to_port        = 22
  cidr_block     = "0.0.0.0/0"
}

resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_default_network_acl" "default" {
  default_network_acl_id = aws_vpc.main.default_network_acl_id

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
    from_port  = 22
    to_port    = 22
    cidr_block = "0.0.0.0/0"
  }
}
