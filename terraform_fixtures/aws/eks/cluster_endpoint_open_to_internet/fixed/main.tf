resource "aws_eks_cluster" "plain" {
  name     = "plain"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids              = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}

variable "admitted" {
  default = ["0.0.0.0/1", "128.0.0.0/1"]
}

resource "aws_eks_cluster" "halves" {
  name     = "halves"
  role_arn = "arn:aws:iam::123456789012:role/eks"

  vpc_config {
    subnet_ids              = ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]
    public_access_cidrs     = var.admitted
    endpoint_private_access = true
    endpoint_public_access  = false
  }
}
