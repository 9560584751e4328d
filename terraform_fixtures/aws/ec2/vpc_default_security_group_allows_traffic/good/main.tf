resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_default_security_group" "main" {
  vpc_id = aws_vpc.main.id
}

module "network" {
  source = "./modules/network"
}

resource "aws_default_security_group" "network" {
  vpc_id = module.network.id
}
