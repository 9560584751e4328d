variable "action" {
  type = string
}

resource "aws_network_acl" "action" {
  vpc_id = "vpc-0123456789abcdef0"
}

resource "aws_network_acl_rule" "action" {
  network_acl_id = aws_network_acl.action.id
  rule_number    = 100
  rule_action    = var.action
  protocol       = "tcp"
  from_port      = 3389
  to_port        = 3389
  cidr_block     = "0.0.0.0/0"
}
