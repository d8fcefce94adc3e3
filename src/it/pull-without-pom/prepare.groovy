new File(basedir, 'empty').mkdir()
true
