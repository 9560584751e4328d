resource "aws_network_acl" "answers" {
  vpc_id = "vpc-0123456789abcdef0"

  ingress {
    rule_no    = 100
    action     = "allow"
    protocol   = "tcp"
    from_port  = 1024
    to_port    = 65535
    cidr_block = "0.0.0.0/0"
  }

  ingress {
    rule_no    = 90
    action     = "deny"
    protocol   = "tcp"
    from_port  = 3389
    to_port    = 3389
    cidr_block = "0.0.0.0/0"
  }
}

resource "aws_network_acl" "halves" {
  vpc_id = "vpc-0123456789abcdef0"
}

resource "aws_network_acl_rule" "halves" {
  for_each = { 100 = "0.0.0.0/1", 110 = "128.0.0.0/1" }

  network_acl_id = aws_network_acl.halves.id
  rule_number    = each.key
  rule_action    = "allow"
  protocol       = "6"
  from_port      = 3389
  to_port        = 3389
  cidr_block     = each.value
}

resource "aws_network_acl_rule" "halves_2" {
  for_each = aws_network_acl_rule.halves

  network_acl_id  = each.value.network_acl_id
  rule_number     = each.value.rule_number - 1
  rule_action     = "deny"
  protocol        = "tcp"
  from_port       = 3389
  to_port         = 3389
  cidr_block      = each.value.cidr_block
  ipv6_cidr_block = each.value.ipv6_cidr_block
}
