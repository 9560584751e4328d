from_auto   = "b.auto.tfvars"
from_file   = "b.auto.tfvars"
from_option = "b.auto.tfvars"
