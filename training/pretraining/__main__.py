"""`python -m training.pretraining`: see `pretrain`."""

from training.pretraining.pretrain import main

raise SystemExit(main())
