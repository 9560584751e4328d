module "network" {
  source   = "./modules/network"
  for_each = var.networks

  name          = "${local.prefix}-${each.key}"
  cidr          = each.value.cidr
  region        = var.region
  zones         = each.value.zones
  public_subnet = each.value.public_subnet
  flow_logs     = each.value.flow_logs
  kms_key_arn   = aws_kms_key.shop["logs"].arn
}

resource "aws_security_group" "bastion" {
  name        = "${local.prefix}-bastion"
  description = "Logins from outside"
  vpc_id      = module.network["main"].vpc_id
  tags        = { Name = "${local.prefix}-bastion", team = "platform" }
}

resource "aws_security_group_rule" "bastion_ssh" {
  for_each = toset(var.ssh_cidrs)

  type              = "ingress"
  description       = "SSH"
  security_group_id = aws_security_group.bastion.id
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = [each.value]
}

resource "aws_security_group_rule" "bastion_out" {
  type              = "egress"
  description       = "To the private subnets"
  security_group_id = aws_security_group.bastion.id
  protocol          = "tcp"
  from_port         = 22
  to_port           = 22
  cidr_blocks       = [for network in var.networks : network.cidr]
}

resource "aws_security_group" "database" {
  name        = "${local.prefix}-database"
  description = "Postgres"
  vpc_id      = module.network["main"].vpc_id
  tags        = { Name = "${local.prefix}-database", owner = "data" }
}

resource "aws_vpc_security_group_ingress_rule" "database_clients" {
  for_each = local.database_clients

  description                  = "Postgres from ${each.value}"
  security_group_id            = aws_security_group.database.id
  referenced_security_group_id = module.service[each.value].security_group_id
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

# Reports are drawn from the office's desks; the range comes from the pipeline.
resource "aws_vpc_security_group_ingress_rule" "database_office" {
  description       = "Postgres from the office"
  security_group_id = aws_security_group.database.id
  cidr_ipv4         = var.office_cidr
  ip_protocol       = "tcp"
  from_port         = 5432
  to_port           = 5432
}

resource "aws_security_group" "search" {
  name        = "${local.prefix}-search"
  description = "Search nodes"
  vpc_id      = module.network["main"].vpc_id

  dynamic "ingress" {
    for_each = {
      http    = { port = 9200, peers = false }
      cluster = { port = 9300, peers = true }
    }
    iterator = open

    content {
      description = open.key
      protocol    = "tcp"
      from_port   = open.value.port
      to_port     = open.value.port
      self        = open.value.peers
      cidr_blocks = open.value.peers ? [] : [var.networks["main"].cidr]
    }
  }

  egress {
    description = "Anywhere, for packages"
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  tags = { team = "catalogue" }
}
