from_tfvars      = "terraform.tfvars"
from_auto        = "terraform.tfvars"
from_file        = "terraform.tfvars"
from_option      = "terraform.tfvars"
nullable         = null
