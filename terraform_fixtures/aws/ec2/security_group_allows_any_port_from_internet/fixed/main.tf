module "web" {
  source = "./modules/group"
  ports  = ["443"]
}

resource "aws_security_group" "udp" {
  name    = "udp"
  ingress = []
}
